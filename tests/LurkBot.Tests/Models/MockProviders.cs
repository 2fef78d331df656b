using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LurkBot.Tests.Models;

/// <summary>An independent server that speaks the wires of the providers: npm's aimock, which eng/test.sh installs.</summary>
public sealed partial class MockProviders : IAsyncLifetime
{
    private const string Fixtures = """
        {"fixtures": [
          {"match": {"userMessage": "garage code"}, "response": {"content": "Noted: **4711**, and a 你好 with 👍."}},
          {"match": {"userMessage": "What was it"}, "response": {"content": "You told me 4711."}},
          {"match": {"userMessage": "weather", "hasToolResult": false}, "response": {"toolCalls": [{"name": "weather", "arguments": {"city": "Berlin"}}]}},
          {"match": {"userMessage": "weather", "hasToolResult": true}, "response": {"content": "It rains in Berlin."}},
          {"match": {"userMessage": "Compare", "turnIndex": 4}, "response": {"toolCalls": [{"name": "weather", "arguments": {"city": "Rome"}}, {"name": "weather", "arguments": {"city": "Oslo"}}]}},
          {"match": {"userMessage": "Compare", "turnIndex": 5}, "response": {"content": "Rome is warmer."}},
          {"match": {"userMessage": "rain", "hasToolResult": false}, "response": {"toolCalls": [{"name": "weather", "arguments": {"city": "Bergen"}}], "reasoning": "Clouds…"}},
          {"match": {"userMessage": "rain", "hasToolResult": true}, "response": {"content": "It rains."}},
          {"match": {"userMessage": "Hurry"}, "response": {"error": {"message": "slow down", "type": "rate_limit_error"}, "status": 429, "retryAfter": 0}}
        ]}
        """;

    private readonly TemporaryFolder folder = new();
    private Process? process;
    private Task drained = Task.CompletedTask;

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var fixtures = Path.Combine(folder.Path, "fixtures.json");
        await File.WriteAllTextAsync(fixtures, Fixtures);
        var program = Path.Combine(Repository.Root, "eng", "test-servers", "node_modules", "@copilotkit", "aimock", "dist", "cli.js");
        Assert.True(File.Exists(program), "The test servers are not installed: run ./eng/test.sh");
        process = ChildProcess.Start("node", [program, "-p", "0", "-f", fixtures, "--strict"]);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                Address = new Uri(match.Groups["address"].Value + "/");
                drained = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
                return;
            }
        }

        throw new InvalidOperationException("The mock server did not start: " + await process.StandardError.ReadToEndAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            await drained;
            process.Dispose();
        }

        folder.Dispose();
    }

    [GeneratedRegex("listening on (?<address>http://[0-9.:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
