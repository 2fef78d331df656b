using System.Globalization;
using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>How much of a processor a command gets that wants all of it.</summary>
internal static class SpinTrial
{
    private const string Script = "end=$((${EPOCHREALTIME/./}+800000)); while [ ${EPOCHREALTIME/./} -lt $end ]; do :; done; read -r _ _ _ _ _ _ _ _ _ _ _ _ _ user system _ </proc/$$/stat; echo ticks $((user+system))";

    /// <summary>Keeps a processor busy for 0.8 seconds under a limit of a twentieth.</summary>
    /// <returns>The hundredths of a second that the command got.</returns>
    public static async Task<int> RunAsync(SandboxHome home, ISandbox sandbox)
    {
        var output = (await home.RunAsync(Script, new SandboxLimits { Cpu = 0.05 }, sandbox)).OutputText();
        return int.Parse(output.Trim()["ticks ".Length..], CultureInfo.InvariantCulture);
    }
}
