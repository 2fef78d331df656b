using System.Globalization;
using LurkBot.Storage;

namespace LurkBot.Tests.Turns;

/// <summary>What a killed process leaves beside a session: its lease's file, and no lock.</summary>
internal static class KilledLease
{
    /// <summary>Leaves it.</summary>
    /// <param name="process">Another process on the same home.</param>
    /// <param name="messages">The messages that it had taken.</param>
    /// <param name="attempt">How often they were tried.</param>
    public static void Leave(TestProcess process, IReadOnlyList<long> messages, int attempt)
    {
        using var session = (IDisposable)process.Store.OpenAsync(process.Key, default).AsTask().GetAwaiter().GetResult()!;
        var path = Path.Combine(Path.GetDirectoryName(process.Store.Folder)!, ".locks", ((IStoredSession)session).Info.Id + ".holder");
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $$"""{"epoch":7,"who":"Ben","host":"{{Environment.MachineName}}","process":4711,"since":1700000000000,"messages":[{{string.Join(',', messages)}}],"attempt":{{attempt}}}"""));
    }
}
