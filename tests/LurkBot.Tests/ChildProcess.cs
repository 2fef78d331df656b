using System.Diagnostics;

namespace LurkBot.Tests;

/// <summary>Starts programs for tests, with nothing of LurkBot's in their environment.</summary>
internal static class ChildProcess
{
    public static string Suite => Path.Combine(AppContext.BaseDirectory, "LurkBot.Tests.dll");

    public static string LurkBot => Path.Combine(AppContext.BaseDirectory, "lurkbot.dll");

    /// <summary>Starts a program whose input has ended.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        var process = StartWithInput(program, arguments, variables);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Starts a program to whose input the test writes.</summary>
    public static Process StartWithInput(string program, IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LURKBOT_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static async Task<(int Code, string Output, string Error)> FinishAsync(this Process process)
    {
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Ends a process as <c>kill -9</c> does, and waits until it is gone.</summary>
    public static async Task KillAsync(this Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Sends a signal, such as STOP or CONT.</summary>
    public static async Task SignalAsync(this Process process, string signal)
    {
        using var sending = Start("sh", ["-c", $"kill -{signal} {process.Id}"]);
        Assert.Equal(0, (await sending.FinishAsync()).Code);
    }
}
