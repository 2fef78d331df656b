using System.Collections;
using System.Runtime.InteropServices;
using LurkBot.Interop;

namespace LurkBot.Cli.Composition;

/// <summary>The environment that this process was started with. LurkBot's own variables, among them its keys, are taken out of where other programs can read them.</summary>
internal static unsafe class OwnEnvironment
{
    private const string Prefix = "LURKBOT_";

    private static readonly Dictionary<string, string?> Taken = new(StringComparer.Ordinal);

    /// <summary>
    /// Takes LurkBot's variables out of the environment, so that no child process gets them, and out of the memory that the system shows to
    /// other programs of this user (<c>/proc/PID/environ</c>). On Linux other programs of this user can then read no memory of this process
    /// either; debuggers and dumps (createdump) need root for it.
    /// </summary>
    public static void Protect()
    {
        foreach (DictionaryEntry pair in Environment.GetEnvironmentVariables())
        {
            if (pair.Key is string name && name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                Taken[name] = (string?)pair.Value;
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        if (!OperatingSystem.IsLinux())
            return;
        if (NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "environ", out var address))
            Blank(*(byte***)address);
        LibC.ForbidInspection();
    }

    /// <summary>Takes variables that came another way than through the environment.</summary>
    /// <param name="variables">Them.</param>
    public static void Take(IEnumerable<KeyValuePair<string, string>> variables)
    {
        foreach (var (name, value) in variables)
            Taken[name] = value;
    }

    /// <summary>All variables, also those that were taken out.</summary>
    public static Dictionary<string, string?> Variables()
    {
        // Plain loops on the way of every command: LINQ over structures is compiled anew at each start.
        var environment = new Dictionary<string, string?>(Taken, StringComparer.Ordinal);
        foreach (DictionaryEntry pair in Environment.GetEnvironmentVariables())
            environment[(string)pair.Key] = (string?)pair.Value;
        return environment;
    }

    /// <summary>The block of texts that the kernel gave the process; a variable keeps its name and loses its value.</summary>
    private static void Blank(byte** variables)
    {
        for (; variables is not null && *variables is not null; variables++)
        {
            var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*variables);
            var equals = text.IndexOf((byte)'=');
            if (equals > 0 && text.StartsWith("LURKBOT_"u8))
                new Span<byte>(*variables + equals + 1, text.Length - equals - 1).Clear();
        }
    }
}
