using System.Text.Json;
using LurkBot.Interop;

namespace LurkBot.Models;

/// <summary>
/// Remembers for a day what models refused: <c>cache/refusals.json</c> in the home, shared by all processes. It may be deleted at any time,
/// and a damaged one counts as empty. What cannot be written is remembered in this process only. Thread-safe.
/// </summary>
internal sealed class ModelRefusals
{
    private const int Format = 1;
    private const int Most = 500;
    private const int LongestText = 500;
    private const long LargestFile = 1024 * 1024;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly Lock gate = new();
    private readonly string? path;
    private readonly TimeProvider time;

    /// <summary>What is remembered where there is no file.</summary>
    private List<ModelRefusal> unwritten = [];

    /// <summary>Opens the memory.</summary>
    /// <param name="home">The folder that holds all that LurkBot keeps; null remembers in this object only.</param>
    /// <param name="time">The clock.</param>
    public ModelRefusals(string? home, TimeProvider time)
    {
        path = home is null ? null : Path.Combine(home, "cache", "refusals.json");
        this.time = time;
    }

    /// <summary>What is remembered now, the oldest first.</summary>
    public IReadOnlyList<ModelRefusal> Read()
    {
        lock (gate)
            return [.. ReadFile().Concat(unwritten).Where(IsFresh)];
    }

    /// <summary>The parts that a model at an address refused.</summary>
    /// <param name="address">Where it is asked.</param>
    /// <param name="model">The model, as the provider calls it.</param>
    public IReadOnlySet<string> Of(string address, string model) => Read().Where(refusal => IsOf(refusal, address, model)).Select(refusal => refusal.Part).ToHashSet(StringComparer.Ordinal);

    /// <summary>Remembers parts, and forgets others that turned out to be welcome.</summary>
    /// <param name="address">Where the model was asked.</param>
    /// <param name="model">The model, as the provider calls it.</param>
    /// <param name="refused">Parts without which it answered.</param>
    /// <param name="welcome">Parts with which it answered.</param>
    public void Learn(string address, string model, IReadOnlyCollection<string> refused, IReadOnlyCollection<string>? welcome = null)
    {
        if (address.Length > LongestText || model.Length > LongestText)
            return;
        Change(all =>
        {
            all.RemoveAll(refusal => IsOf(refusal, address, model) && (refused.Concat(welcome ?? []).Contains(refusal.Part, StringComparer.Ordinal)));
            all.AddRange(refused.Where(part => part.Length <= LongestText).Select(part => new ModelRefusal(address, model, part, time.GetUtcNow())));
        });
    }

    /// <summary>Forgets what one model refused at any address, or what all did.</summary>
    /// <param name="model">The model by the name that the provider or LurkBot calls it; null means all.</param>
    /// <returns>How many parts were forgotten.</returns>
    public int Forget(string? model)
    {
        var forgotten = 0;
        Change(all => forgotten = all.RemoveAll(refusal => model is null || string.Equals(refusal.Model, model, StringComparison.Ordinal)
            || model.EndsWith("/" + refusal.Model, StringComparison.Ordinal) && model.Length - refusal.Model.Length is var length && model[..length] is ModelNames.OllamaPrefix or ModelNames.OpenAIPrefix));
        return forgotten;
    }

    private static bool IsOf(ModelRefusal refusal, string address, string model) =>
        string.Equals(refusal.Address, address, StringComparison.Ordinal) && string.Equals(refusal.Model, model, StringComparison.Ordinal);

    private bool IsFresh(ModelRefusal refusal) => time.GetUtcNow() - refusal.At is { } age && age >= TimeSpan.Zero && age < Lifetime;

    private void Change(Action<List<ModelRefusal>> change)
    {
        lock (gate)
        {
            change(unwritten);
            var onlyHere = unwritten;
            if (path is null)
                return;
            try
            {
                var folder = Path.GetDirectoryName(path)!;
                PrivateFolder.Create(folder);
                using var held = new FileLock(Path.Combine(folder, "refusals.lock"));
                held.Take();
                var all = ReadFile().Where(IsFresh).ToList();
                change(all);
                Write(all.Count > Most ? all[^Most..] : all);
                unwritten = [];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or LurkBotException)
            {
                // The folder cannot be written: this process still knows.
                unwritten = onlyHere;
            }
        }
    }

    private List<ModelRefusal> ReadFile()
    {
        try
        {
            if (path is null || new FileInfo(path) is not { Exists: true, Length: <= LargestFile })
                return [];
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return root.GetProperty("format"u8).GetInt32() == Format ? [.. root.GetProperty("refusals"u8).EnumerateArray().Take(Most).Select(ReadEntry)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return [];
        }
    }

    private static ModelRefusal ReadEntry(JsonElement entry) =>
        new(Text(entry, "address"), Text(entry, "model"), Text(entry, "part"), entry.GetProperty("at"u8).GetDateTimeOffset());

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString() ?? throw new FormatException();

    private void Write(List<ModelRefusal> all)
    {
        var beside = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var stream = PrivateFile.Open(beside, FileMode.CreateNew))
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                json.WriteNumber("format"u8, Format);
                json.WriteStartArray("refusals"u8);
                foreach (var refusal in all)
                {
                    json.WriteStartObject();
                    json.WriteString("address"u8, refusal.Address);
                    json.WriteString("model"u8, refusal.Model);
                    json.WriteString("part"u8, refusal.Part);
                    json.WriteString("at"u8, refusal.At);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            File.Move(beside, path!, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
