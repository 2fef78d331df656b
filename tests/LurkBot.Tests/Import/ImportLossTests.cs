using System.Text;
using System.Text.Json;
using CsCheck;
using LurkBot.Entries;
using LurkBot.Import;
using LurkBot.Storage;

namespace LurkBot.Tests.Import;

/// <summary>Whatever happens to a file: nothing breaks, nothing is made up, and what was said is imported or reported.</summary>
public sealed class ImportLossTests : IDisposable
{
    private static readonly string[] Values = ["null", "7", "-1e400", "\"x\"", "[]", "{}", "true", "\"\\ud83d\"", "[[[[{}]]]]", "[null,7,{\"text\":[]}]", "{\"type\":{\"a\":1}}", "\"2025-13-45\"", "\"\\u0000\""];

    private readonly ImportHome home = new();
    private int folders;

    public void Dispose() => home.Dispose();

    [Fact]
    public void Import_CutAnywhere_LosesNothingInSilence() =>
        Gen.Select(Gen.Int[0, FormatSamples.All.Count - 1], Gen.Double[0, 1]).Sample(
            (which, part) =>
            {
                var sample = FormatSamples.All[which];
                var bytes = Encoding.UTF8.GetBytes(sample.Content.TrimEnd());
                var length = (int)(part * bytes.Length);
                var (steps, texts) = ImportAsync(sample, bytes[..length]).GetAwaiter().GetResult();
                // Of a log nobody knows that more lines stood behind its last one.
                var there = Encoding.UTF8.GetString(bytes[..length]);
                CheckLoss(sample.IsLines ? sample with { Said = [.. sample.Said.Where(said => there.Contains(said, StringComparison.Ordinal))] } : sample, steps, texts);
                // What is cut off is always missed, but at the end of a line of its own.
                if (length < bytes.Length && !sample.IsLines && steps.Exists(step => step.Format == sample.Format))
                    Assert.Contains(steps, step => step.Action == ImportAction.Failed);
            },
            iter: 200);

    [Fact]
    public void Import_AnyValueOfAnyType_LosesNothingInSilence() =>
        Gen.Select(Gen.Int[0, FormatSamples.All.Count - 1], Gen.Int[0, 10_000], Gen.Int[0, Values.Length - 1].Select(index => Values[index])).Sample(
            (which, place, value) =>
            {
                var sample = FormatSamples.All[which];
                var changed = Replaced(sample, place, value);
                var (steps, texts) = ImportAsync(sample, Encoding.UTF8.GetBytes(changed)).GetAwaiter().GetResult();
                CheckLoss(sample with { Said = [.. sample.Said.Where(said => changed.Split(said).Length == sample.Content.Split(said).Length)] }, steps, texts);
            },
            iter: 300);

    [Fact]
    public void Import_AnyBytesAnywhere_NeverBreaks() =>
        Gen.Select(Gen.Int[0, FormatSamples.All.Count - 1], Gen.Select(Gen.Int[0, 100_000], Gen.OneOf(Gen.Byte, Gen.OneOf("{}[]\",:\\\n0"u8.ToArray().Select(value => Gen.Const(value)).ToArray()))).Array[1, 6]).Sample(
            (which, changes) =>
            {
                var sample = FormatSamples.All[which];
                var bytes = Encoding.UTF8.GetBytes(sample.Content);
                foreach (var (place, changed) in changes)
                    bytes[place % bytes.Length] = changed;
                ImportAsync(sample, bytes).GetAwaiter().GetResult();
            },
            iter: 200);

    /// <summary>The walk through a file gives the same values as a parser that reads all of it.</summary>
    [Fact]
    public void JsonPieces_AnyDocument_GivesEachValueAsItStands() =>
        Json(3).Array[0, 5].Sample(
            values =>
            {
                var text = $$"""{"a":1,"list":[{{string.Join(" , ", values)}}],"in":{"b\"c":[{{string.Join(",", values)}}]},"z":"}]"}""";
                using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
                var pieces = new JsonPieces(stream, (path, isArray) => isArray ? path is "list" : path is "" or "in");
                var read = pieces.Read().Where(piece => piece.Kind is JsonPieceKind.Value).ToList();
                Assert.False(pieces.IsCutShort);
                Assert.Equal(values, read.Where(piece => piece.Path is "list/[]").Select(piece => Encoding.UTF8.GetString(piece.Bytes)));
                Assert.Equal(["a", "in/b\\\"c", "z"], read.Where(piece => piece.Path is not "list/[]").Select(piece => piece.Path));
            },
            iter: 200);

    private static Gen<string> Json(int depth)
    {
        var plain = Gen.OneOf(OneOf("null", "true", "-1.5e3", "\"\"", "\"[{\\\"\\\\\"", "\"é \\u00e9\""), Gen.Int.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return depth == 0
            ? plain
            : Gen.OneOf(plain, Json(depth - 1).Array[0, 3].Select(items => $"[{string.Join(',', items)}]"), Json(depth - 1).Array[0, 3].Select(items => $"{{{string.Join(',', items.Select((item, index) => $"\"k{index}\":{item}"))}}}"));
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string Replaced(FormatSample sample, int place, string value)
    {
        if (!sample.IsLines)
            return Replaced(sample.Content, place, value);
        var lines = sample.Content.TrimEnd('\n').Split('\n');
        var line = place % lines.Length;
        lines[line] = Replaced(lines[line], place / lines.Length, value);
        return string.Join('\n', lines) + "\n";
    }

    private static string Replaced(string json, int place, string value)
    {
        var spans = new List<(int Start, int End)>();
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        var open = new Stack<int>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                open.Push((int)reader.TokenStartIndex);
            else if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
                spans.Add((open.Pop(), (int)reader.BytesConsumed));
            else if (reader.TokenType is not JsonTokenType.PropertyName)
                spans.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
        }

        var (start, end) = spans[place % spans.Count];
        return Encoding.UTF8.GetString(bytes, 0, start) + value + Encoding.UTF8.GetString(bytes, end, bytes.Length - end);
    }

    private static void CheckLoss(FormatSample sample, List<ImportStep> steps, List<string> texts)
    {
        var lost = sample.Said.Where(said => !texts.Exists(text => text.Contains(said, StringComparison.Ordinal))).ToList();
        Assert.True(
            lost.Count == 0 || steps.Exists(step => step.Action is ImportAction.Failed || step.Skipped.Count > 0),
            $"{sample} lost {string.Join(", ", lost)} in silence: {string.Join("; ", steps.Select(step => $"{step.Action} {step.Key} {step.Message} {string.Join(",", step.Notes.Keys)}"))}");
    }

    private async Task<(List<ImportStep> Steps, List<string> Texts)> ImportAsync(FormatSample sample, byte[] content)
    {
        // Samples run beside one another.
        var path = sample.Write(home, $"x{Interlocked.Increment(ref folders)}", content);
        var store = new MemorySessionStore(TimeProvider.System);
        var (steps, texts) = (new List<ImportStep>(), new List<string>());
        await foreach (var step in new SessionImporter(store, new ImportOptions()).ImportAsync([path], default))
            steps.Add(step);
        foreach (var info in (await store.ListAsync(default)).Sessions)
        {
            await using var session = await store.OpenAsync(info.Key, default);
            var entries = await session!.ReadAllAsync(default);
            texts.AddRange(entries.SelectMany(entry => ((entry as AssistantEntry)?.ToolCalls.Select(call => call.Arguments) ?? []).Append((entry as AssistantEntry)?.Reasoning ?? "").Append(entry.Content)));
            Assert.Equal(Enumerable.Range(1, entries.Count).Select(id => (long)id), entries.Select(entry => entry.Id));
            foreach (var hash in entries.SelectMany(BlobHash.In))
                Assert.NotNull(await session.ReadBlobAsync(hash, default));
        }

        return (steps, texts);
    }
}
