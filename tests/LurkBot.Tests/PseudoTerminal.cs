using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LurkBot.Tests;

/// <summary>The program in a terminal of its own, made by <c>script</c>: what a person types goes in, what they see comes out.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder seen = new();
    private int read;

    public PseudoTerminal(string arguments, params (string Name, string Value)[] variables) =>
        process = ChildProcess.StartWithInput("script", ["-qfec", $"stty cols 80 rows 24; exec dotnet '{ChildProcess.LurkBot}' {arguments}", "/dev/null"], [("TERM", "xterm"), ("NO_COLOR", ""), .. variables]);

    /// <summary>All that came out.</summary>
    public string Seen => seen.ToString();

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    /// <summary>Ends the program, not its terminal, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        using var program = FindProgram();
        program.Kill();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
    }

    /// <summary>Sends the program a signal, such as TERM.</summary>
    public async Task SignalAsync(string signal)
    {
        using var program = FindProgram();
        await program.SignalAsync(signal);
    }

    /// <summary>Stops the program until it is told to go on; its terminal stops with it.</summary>
    public async Task PauseAsync()
    {
        using var program = FindProgram();
        await program.SignalAsync("STOP");
    }

    /// <summary>Lets a program that was stopped go on.</summary>
    public async Task ContinueAsync()
    {
        using var program = FindProgram();
        await process.SignalAsync("CONT");
        await program.SignalAsync("CONT");
    }

    public async Task TypeAsync(string keys)
    {
        await process.StandardInput.WriteAsync(keys);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until a text comes that has not been waited for yet.</summary>
    public async Task SeeAsync(string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var buffer = new char[4096];
        int place;
        while ((place = seen.ToString().IndexOf(text, read, StringComparison.Ordinal)) < 0)
        {
            try
            {
                var count = await process.StandardOutput.ReadAsync(buffer, patience.Token);
                Assert.True(count > 0, $"The program ended before it showed '{text}':\n{Seen}");
                seen.Append(buffer, 0, count);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"'{text}' never came:\n{Seen[read..]}");
            }
        }

        read = place + text.Length;
    }

    public async Task<int> ExitCodeAsync()
    {
        seen.Append(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private Process FindProgram() => Process.GetProcessById(int.Parse(File.ReadAllText($"/proc/{process.Id}/task/{process.Id}/children").Split(' ')[0], CultureInfo.InvariantCulture));
}
