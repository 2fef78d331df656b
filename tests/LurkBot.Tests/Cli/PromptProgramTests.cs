using System.Text.Json;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>System prompts as a provider on loopback gets them from the real program.</summary>
public sealed class PromptProgramTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly LoopbackServer server = new((path, body) => ModelClientsTests.Answer(path, stream: body.Contains("\"stream\":true", StringComparison.Ordinal)));

    public void Dispose()
    {
        server.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Chat_PromptsOfChannelAndSession_TheNearestIsSentFilledIn()
    {
        (string, string)[] variables =
        [
            ("LURKBOT_SYSTEM_PROMPT", "for all"),
            ("LURKBOT_CLI__SYSTEM_PROMPT", "{channel} {type} in {timezone}, {{date}}, {other}"),
            ("LURKBOT_SESSION__CLI_WORK_MAIN__SYSTEM_PROMPT", "work with {people}"),
            ("LURKBOT_TIMEZONE", "UTC"),
        ];
        Assert.Equal("cli main in UTC, {date}, {other}", await AskAsync("home", variables));
        Assert.Equal($"work with “{Environment.UserName}”", await AskAsync("work", variables));
        Assert.Equal($"work with “{Environment.UserName}”", await AskAsync("work", variables));
        Assert.Matches(@"^You are LurkBot, .* say when the message below was written, in the zone [A-Za-z/_]+\.$", await AskAsync("home"));
    }

    [Fact]
    public async Task Chat_PromptFile_EditsCountAtTheNextTurnAndItsLossKeepsTheMessage()
    {
        var file = Path.Combine(home.Path, "prompt.md");
        await File.WriteAllTextAsync(file, "first");
        using var terminal = new PseudoTerminal("chat --model openai/m", [.. Variables, ("LURKBOT_CLI__SYSTEM_PROMPT_FILE", file)]);
        await terminal.TypeAsync("hello\r");
        await terminal.SeeAsync("Hi there");
        await File.WriteAllTextAsync(file, "second in {chat}");
        await terminal.TypeAsync("again\r");
        await terminal.SeeAsync("Hi there");
        File.Delete(file);
        await terminal.TypeAsync("once more\r");
        await terminal.SeeAsync("there is no such file. Mend the file, or change LURKBOT_CLI__SYSTEM_PROMPT_FILE.");
        await File.WriteAllTextAsync(file, "third");
        await terminal.TypeAsync("\r");
        await terminal.SeeAsync("Hi there");
        await terminal.TypeAsync("\u0004");
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.Equal(["first", "second in default", "third"], server.Bodies.Select(SystemMessage));
        Assert.Contains("once more", server.Bodies[^1], StringComparison.Ordinal);
    }

    private async Task<string?> AskAsync(string session, params (string, string)[] variables)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "chat", "--model", "openai/m", "--session", session, "Hello"], [.. Variables, .. variables]);
        var (code, _, error) = await process.FinishAsync();
        Assert.True(code == 0, error);
        return SystemMessage(server.Bodies[^1]);
    }

    private static string? SystemMessage(string body)
    {
        using var request = JsonDocument.Parse(body);
        var content = request.RootElement.GetProperty("messages").EnumerateArray().Single(message => message.GetProperty("role").ValueEquals("system")).GetProperty("content");
        return content.ValueKind == JsonValueKind.String ? content.GetString() : content[0].GetProperty("text").GetString();
    }

    private (string, string)[] Variables => [("LURKBOT_HOME", home.Path), ("LURKBOT_OPENAI_BASE_URL", server.Address + "v1"), ("LURKBOT_OPENAI_API_KEY", "k")];
}
