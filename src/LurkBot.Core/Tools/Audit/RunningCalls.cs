using System.Text;
using LurkBot.Interop;

namespace LurkBot.Tools;

/// <summary>
/// The calls that run now, one file each with the line that the record gets if LurkBot is killed meanwhile. A call's lock ends with its
/// process (invariant 12): a line whose lock is free is of a killed one.
/// </summary>
/// <remarks>Not thread-safe: used under the lock of the record of calls.</remarks>
/// <param name="folder">Where they are; made at the first call.</param>
internal sealed class RunningCalls(string folder)
{
    private const string LockEnd = ".lock";
    private const string LineEnd = ".json";

    /// <summary>Writes down that a call begins.</summary>
    /// <param name="id">The call's own name.</param>
    /// <param name="line">What the record gets when it is killed.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public RunningCall Begin(string id, ReadOnlySpan<byte> line)
    {
        PrivateFolder.Create(folder);
        var call = new RunningCall(LineOf(id), LockOf(id));
        try
        {
            call.Begin(line);
            return call;
        }
        catch
        {
            call.End();
            throw;
        }
    }

    /// <summary>Whether any runs, or was killed.</summary>
    public bool HasAny() => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any();

    /// <summary>Gives the lines of killed calls and forgets them once they are kept.</summary>
    /// <param name="keep">Keeps a line; gets the call's own name. Half a line is of a call that never began, and not kept.</param>
    public void TakeKilled(Action<string, string> keep)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.GetFiles(folder, "*" + LockEnd))
        {
            var id = Path.GetFileNameWithoutExtension(path);
            using var call = new RunningCall(LineOf(id), path);
            if (!call.IsKilled())
                continue;
            if (File.Exists(LineOf(id)) && RegularFile.Is(LineOf(id)) && File.ReadAllText(LineOf(id), Encoding.UTF8) is var line && line.EndsWith('\n'))
                keep(id, line);
            call.End();
        }
    }

    private string LockOf(string id) => Path.Combine(folder, id + LockEnd);

    private string LineOf(string id) => Path.Combine(folder, id + LineEnd);
}
