using System.Globalization;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Benchmarks;

/// <summary>Sessions of a given length, and the figures of a series.</summary>
internal static class Samples
{
    public static SessionKey Key(int size) => SessionKey.Create("cli", $"bench-{size}", SessionType.Main);

    public static UserEntry Entry(int i) => new()
    {
        Content = $"Message {i}: " + new string('m', 120),
        Turn = i,
        At = DateTimeOffset.UnixEpoch.AddYears(56).AddSeconds(i),
        Sender = new Sender("owner", "Owner", Trust.Full),
    };

    public static async Task MakeAsync(string home, int size)
    {
        await using var session = await new FileSessionStore(home, TimeProvider.System).OpenOrCreateAsync(Key(size), default);
        const int Batch = 10_000;
        for (var i = 0; i < size; i += Batch)
            await session.AppendAsync([.. Enumerable.Range(i, Math.Min(Batch, size - i)).Select(Entry)], default);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    public static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
