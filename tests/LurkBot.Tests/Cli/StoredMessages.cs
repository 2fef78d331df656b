using System.Text.Json;

namespace LurkBot.Tests.Cli;

/// <summary>What a session file says, read with a JSON reader and nothing of LurkBot's.</summary>
internal sealed class StoredMessages
{
    private readonly JsonElement root;

    private StoredMessages(JsonElement root) => this.root = root;

    public IReadOnlyList<JsonElement> Entries => [.. root.GetProperty("messages").EnumerateArray()];

    /// <summary>The messages that wait, as the trailer has them.</summary>
    public IReadOnlyList<long> Pending => Ids(root, "pending");

    /// <summary>Whether the trailer has turns without an end.</summary>
    public bool HasOpen => root.TryGetProperty("open", out _);

    public static StoredMessages Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new StoredMessages(document.RootElement.Clone());
    }

    public IReadOnlyList<JsonElement> OfRole(string role) => [.. Entries.Where(entry => entry.GetProperty("role").ValueEquals(role))];

    /// <summary>The id of the message with this text.</summary>
    public long IdOf(string said) => Assert.Single(OfRole("user"), entry => entry.GetProperty("content").ValueEquals(said)).GetProperty("id").GetInt64();

    public bool Has(string said) => OfRole("user").Any(entry => entry.GetProperty("content").ValueEquals(said));

    /// <summary>Whether the message with this text has an end.</summary>
    public bool HasEnd(string said) => Has(said) && Entries.Any(entry => Ids(entry, "answers").Contains(IdOf(said)));

    /// <summary>The one entry that ends the message with this text.</summary>
    public JsonElement EndOf(string said)
    {
        var id = IdOf(said);
        return Assert.Single(Entries, entry => Ids(entry, "answers").Contains(id));
    }

    /// <summary>The reply to the message with this text; of another end its fate.</summary>
    public string FateOf(string said) => EndOf(said) is var end && end.TryGetProperty("fate", out var fate) ? fate.GetString()! : end.GetProperty("content").GetString()!;

    /// <summary>Each message has one end, each call one result, and nothing is left to do.</summary>
    public void AssertSettled()
    {
        Assert.Empty(Pending);
        Assert.False(HasOpen);
        var ends = Entries.SelectMany(entry => Ids(entry, "answers")).Order();
        Assert.Equal(OfRole("user").Where(entry => entry.TryGetProperty("accepted", out _)).Select(entry => entry.GetProperty("id").GetInt64()), ends);
        var calls = OfRole("assistant").Where(entry => entry.TryGetProperty("tool_calls", out _)).SelectMany(entry => entry.GetProperty("tool_calls").EnumerateArray()).Select(call => call.GetProperty("id").GetString());
        Assert.Equal(calls.Order(StringComparer.Ordinal), OfRole("tool").Select(entry => entry.GetProperty("tool_call_id").GetString()).Order(StringComparer.Ordinal));
    }

    private static long[] Ids(JsonElement element, string name) => element.TryGetProperty(name, out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetInt64())] : [];
}
