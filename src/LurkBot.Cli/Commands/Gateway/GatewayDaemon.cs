using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Doors;
using LurkBot.Interop;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary>
/// A gateway in the background: this program once more, in a session of its own. Its variables go to it on its input, so that no secret stands in
/// a process's environment; it speaks with the command that began it until it is ready, and then only with its log.
/// </summary>
internal static class GatewayDaemon
{
    /// <summary>Says to the program that it is the one in the background.</summary>
    public const string Detached = "--detached";

    /// <summary>What the process writes beside its log, such as the runtime's last words.</summary>
    private const string Output = "gateway.out";

    private const string Prefix = "LURKBOT_";

    /// <summary>Starts it, and waits until it is ready or says why it is not.</summary>
    /// <param name="cancellationToken">Ends it, as long as it is not ready.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, CreateNoWindow = true, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Started as "dotnet lurkbot.dll".
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!.AsSpan()).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in (string[])["gateway", "start", Detached])
            start.ArgumentList.Add(argument);
        using var gateway = Process.Start(start) ?? throw new LurkBotException("The gateway cannot be started.");
        await using var stopped = cancellationToken.Register(() => gateway.Kill());
        var own = OwnEnvironment.Variables().Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal);
        try
        {
            await JsonSerializer.SerializeAsync(gateway.StandardInput.BaseStream, own, GatewayJson.Default.DictionaryStringString, cancellationToken);
            gateway.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended already; what it says comes below.
        }

        var errors = RelayAsync(gateway.StandardError, Console.Error, cancellationToken);
        while (await gateway.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!line.StartsWith("Ready.", StringComparison.Ordinal))
            {
                Console.WriteLine(TerminalText.Sanitize(line));
                continue;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Ready. The gateway runs in the background (process {gateway.Id}). To stop it, run: lurkbot gateway stop"));
            return ExitCodes.Success;
        }

        await gateway.WaitForExitAsync(cancellationToken);
        await errors;
        return gateway.ExitCode == ExitCodes.Success ? ExitCodes.Failure : gateway.ExitCode;
    }

    /// <summary>In the background: reads the variables, and leaves the terminal's session.</summary>
    public static void Begin()
    {
        using (var input = Console.OpenStandardInput())
            OwnEnvironment.Take(JsonSerializer.Deserialize(input, GatewayJson.Default.DictionaryStringString) ?? []);
        if (!OperatingSystem.IsWindows())
            _ = LibC.NewSession();
    }

    /// <summary>In the background: from here on nobody reads the output but the log's reader.</summary>
    /// <param name="home">The home folder; absolute.</param>
    public static void Detach(string home)
    {
        Console.Out.Flush();
        if (!OperatingSystem.IsWindows())
        {
            using var file = PrivateFile.Open(Path.Combine(home, GatewayLogFiles.Folder, Output), FileMode.Create, bufferSize: 0);
            using var nothing = File.OpenHandle("/dev/null");
            _ = LibC.Duplicate((int)nothing.DangerousGetHandle(), 0);
            for (var descriptor = 1; descriptor <= 2; descriptor++)
                _ = LibC.Duplicate((int)file.SafeFileHandle.DangerousGetHandle(), descriptor);
        }

        // The ones that are open are copies of the old descriptors.
        Console.SetOut(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        Console.SetError(new StreamWriter(Console.OpenStandardError()) { AutoFlush = true });
    }

    private static async Task RelayAsync(StreamReader from, TextWriter to, CancellationToken cancellationToken)
    {
        while (await from.ReadLineAsync(cancellationToken) is { } line)
            await to.WriteLineAsync(TerminalText.Sanitize(line));
    }
}
