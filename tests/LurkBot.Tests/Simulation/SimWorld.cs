using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Simulation;

/// <summary>What is outside of the gateway: the platform, its people, the disk, and what is written down about them.</summary>
internal sealed class SimWorld
{
    private readonly List<string> trace = [];

    public SimWorld(int seed, PlantedFault fault, int? only)
    {
        (Clock, Fault) = (new SimClock(seed), fault);
        Manners = SimManners.Of(Clock.Random);
        var time = new SimTime(Clock, null);
        Disk = new SimDisk(time, Clock.Random.Next(4) switch { 0 => SessionSync.Turn, _ => SessionSync.Step });
        People = new SimPeople(this);
        // Most histories have one platform; ledger, hub and outbox are shared where there are all.
        var which = Clock.Random.Next(10);
        Platforms = [.. Enumerable.Range(0, 3).Where(i => only is null ? which == 9 || which % 3 == i : only == i).Select(i => (SimPlatform)(i switch { 0 => new SimTelegram(this, time), 1 => new SimDiscord(this, time), _ => new SimSlack(this, time) }))];
    }

    public SimClock Clock { get; }

    public PlantedFault Fault { get; }

    public SimManners Manners { get; }

    public SimDisk Disk { get; }

    public IReadOnlyList<SimPlatform> Platforms { get; }

    public SimPeople People { get; }

    /// <summary>Whether nothing goes wrong any more: what is open must come to its end.</summary>
    public bool IsCalm { get; set; }

    /// <summary>The file into which the owner's tools write.</summary>
    public Dictionary<SimPlatform, string> Logs { get; } = [];

    /// <summary>Whether a message stops the turn that runs.</summary>
    public bool Interrupts { get; set; }

    /// <summary>How many replies the model began.</summary>
    public int Replies { get; set; }

    /// <summary>When the gateway began to listen, or a disk had space again.</summary>
    public List<TimeSpan> Disturbances { get; } = [];

    /// <summary>When each message was first heard.</summary>
    public Dictionary<string, TimeSpan> HeardAt { get; } = new(StringComparer.Ordinal);

    /// <summary>The longest time that an answer took where nothing stood in its way.</summary>
    public TimeSpan Longest { get; set; }

    /// <summary>What broke a promise while it happened.</summary>
    public List<string> Broken { get; } = [];

    public IReadOnlyList<string> Lines => trace;

    /// <summary>Writes down what happened; codes and ids are random whatever the seed.</summary>
    public void Trace(string line) => trace.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Clock.Elapsed.TotalSeconds,10:0.0000} {line}"));

    /// <summary>Whether the model answers this message only once the world is calm.</summary>
    public bool IsHard(string token) => People.Said.Any(said => said.Token == token && said.IsHard);

    /// <summary>A call of a tool: one writes the call's name into a file, so that each run is seen there; the other sends a file.</summary>
    public static FunctionCallContent Call(int reply, bool sends) => sends
        ? new($"call{reply}", "send_file", new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = "gift.txt", ["caption"] = $"gift {reply}" })
        : new($"call{reply}", "edit", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["path"] = "log.txt",
            ["old_text"] = "end",
            ["new_text"] = $"call{reply}\nend",
        });

    /// <summary>What a platform was told to be durable is stored: it has an entry, or its fate (RULES LE3).</summary>
    public void Acknowledged(SimSaid said)
    {
        var row = Disk.Ledger.FindReceivedAsync(said.Row, default).AsTask().Result;
        if (row is null)
            Broken.Add($"{said.Token} was acknowledged, and is not in the ledger");
        else if (row.State is InboundState.Received || (row is { IsOver: false, Entry: null } && !said.IsCommand))
            Broken.Add($"{said.Token} was acknowledged as {row.State}");
        else if (row.Entry is { } entry && entry > Disk.Sessions.SyncedOf(row.Session!.Value))
            Broken.Add($"{said.Token} was acknowledged, and its entry is not synced");
    }

    /// <summary>The model is asked: a turn waits a minute for the files of its messages (RULES LE5). What was stopped before is in sight too.</summary>
    public void Hears(IReadOnlyList<string> tokens)
    {
        foreach (var said in People.Said.Where(said => said is { HasFile: true, Key.Length: > 0 } && tokens.Contains(said.Token, StringComparer.Ordinal) && Clock.Elapsed - said.At < TimeSpan.FromSeconds(60)))
        {
            var entries = Read(SimPeople.KeyOf(said));
            if (entries.OfType<UserEntry>().FirstOrDefault(entry => entry.Source == said.Row) is { } message && !IsLater(entries, message) && !entries.OfType<ITurnMark>().Any(end => end.Answers.Contains(message.Id)) && !entries.OfType<AttachmentEntry>().Any(file => file.Of == message.Id))
                Broken.Add($"the model was asked for {said.Token}, and did not wait for its file");
        }
    }

    /// <summary>Whether a part of an album came after the turn of its first part had begun: it is a message of its own.</summary>
    private static bool IsLater(IReadOnlyList<Entry> entries, UserEntry message) =>
        message.PartOf is { } album && entries.OfType<UserEntry>().First(part => part.PartOf == album).Id != message.Id;

    /// <summary>Writes down what is left at the end.</summary>
    public void TraceEnd()
    {
        foreach (var info in Disk.Sessions.Sessions.ListAsync(default).AsTask().Result.Sessions.OrderBy(info => info.Key.ToString(), StringComparer.Ordinal))
        {
            Trace($"{info.Key}");
            foreach (var entry in Read(info.Key.ToString()))
                Trace($"  {entry.Id} turn {entry.Turn} {entry.GetType().Name} {(entry is ITurnMark mark ? $"heard {string.Join(',', mark.Heard)} answers {string.Join(',', mark.Answers)} " : "")}{entry.Content[..Math.Min(60, entry.Content.Length)].ReplaceLineEndings(" ")}");
        }

        var rows = SimPromises.Rows(this);
        foreach (var row in rows.Inbound)
            Trace($"in {row.Source} {row.State} entry {row.Entry} {row.Reason}");
        foreach (var row in rows.Outbound)
            Trace($"out-{row.Id} {row.Kind} part {row.Part} entry {row.Entry} {row.Address} {row.State} {row.PlatformId} {row.Reason} {row.Text[..Math.Min(30, row.Text.Length)].ReplaceLineEndings(" ")}");
    }

    /// <summary>The entries of a session.</summary>
    public IReadOnlyList<Entry> Read(string key) =>
        Disk.Sessions.Sessions.OpenAsync(LurkBot.Sessions.SessionKey.Parse(key), default).AsTask().Result is { } session ? session.ReadAllAsync(default).AsTask().Result : [];
}
