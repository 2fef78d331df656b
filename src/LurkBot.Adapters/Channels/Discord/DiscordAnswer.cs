using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LurkBot.Channels;

/// <summary>What became of one request to Discord.</summary>
[SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "The cases of a closed union.")]
internal abstract record DiscordAnswer
{
    private DiscordAnswer()
    {
    }

    /// <summary>What went wrong, in a few words, without the token; for people.</summary>
    public abstract string Said { get; }

    /// <summary>Reads the result.</summary>
    /// <param name="type">As what.</param>
    /// <returns>Null when there is none, or it is not as it should be.</returns>
    public T? Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        return this is Done { Result: { } result } ? ReadOne(result, type) : null;
    }

    /// <summary>Reads a part of a result.</summary>
    /// <param name="element">The part.</param>
    /// <param name="type">As what.</param>
    /// <returns>Null when it is nothing, or not as it should be.</returns>
    public static T? ReadOne<T>(JsonElement element, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return element.Deserialize(type);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Reads the elements of a result that is a list, each for itself.</summary>
    /// <returns>Null when there is no result, or it is not a list.</returns>
    public IReadOnlyList<JsonElement>? Elements() => this is Done { Result: { ValueKind: JsonValueKind.Array } list } ? [.. list.EnumerateArray()] : null;

    /// <summary>Discord did it.</summary>
    /// <param name="Result">What it gave back; null for nothing.</param>
    public sealed record Done(JsonElement? Result) : DiscordAnswer
    {
        public override string Said => "done";
    }

    /// <summary>Discord itself refused; the request had no effect.</summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Code">Discord's own error code; 0 for none.</param>
    /// <param name="Description">Its words.</param>
    /// <param name="After">How long it wants us to wait; null when it did not say.</param>
    public sealed record Refused(int Status, int Code, string Description, TimeSpan? After = null) : DiscordAnswer
    {
        public override string Said => Description.Length == 0 ? $"error {(Code == 0 ? Status : Code)}" : Code == 0 ? Description : $"{Description.TrimEnd('.')} ({Code})";
    }

    /// <summary>The request never reached Discord.</summary>
    /// <param name="Why">Why.</param>
    /// <param name="After">How long it would have to wait; null when that is not known.</param>
    public sealed record NotSent(string Why, TimeSpan? After = null) : DiscordAnswer
    {
        public override string Said => Why;
    }

    /// <summary>The request left, and no answer came back that tells what became of it: it may have been done.</summary>
    /// <param name="Why">What came instead.</param>
    public sealed record Lost(string Why) : DiscordAnswer
    {
        public override string Said => Why;
    }
}
