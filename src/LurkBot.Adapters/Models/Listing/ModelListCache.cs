using System.Text.Json;

namespace LurkBot.Models;

/// <summary>Keeps what providers said about their models: <c>cache/models.json</c> in the home. It may be deleted at any time.</summary>
/// <param name="home">The folder that holds all that LurkBot keeps.</param>
internal sealed class ModelListCache(string home)
{
    private const int Format = 1;
    private const long LargestFile = 16 * 1024 * 1024;

    private readonly string path = Path.Combine(home, "cache", "models.json");

    /// <summary>What is kept.</summary>
    /// <returns>Nothing when there is no file, or one that cannot be used.</returns>
    public IReadOnlyList<ProviderModels> Read()
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length > LargestFile)
                return [];
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return root.GetProperty("format"u8).GetInt32() == Format ? [.. root.GetProperty("providers"u8).EnumerateArray().Select(ReadListing)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Damaged, or of another version: the providers are asked again, and it is rewritten.
            return [];
        }
    }

    /// <summary>Keeps listings in place of those that are kept; a folder that cannot be written keeps nothing.</summary>
    /// <param name="listings">What the providers said.</param>
    public void Write(IReadOnlyList<ProviderModels> listings)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var beside = $"{path}.{Guid.NewGuid():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(beside, options))
            using (var json = new Utf8JsonWriter(stream))
                WriteJson(json, listings);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next list asks again; that is all.
        }
    }

    private static ProviderModels ReadListing(JsonElement entry) => new(
        Enum.TryParse<ModelProvider>(entry.GetProperty("provider"u8).GetString(), out var provider) ? provider : throw new FormatException(),
        entry.GetProperty("address"u8).GetString() ?? throw new FormatException(),
        entry.GetProperty("asked_at"u8).GetDateTimeOffset(),
        [.. entry.GetProperty("models"u8).EnumerateArray().Select(model => new ProviderModel(
            model.GetProperty("name"u8).GetString() ?? throw new FormatException(),
            model.TryGetProperty("window"u8, out var window) ? window.GetInt32() : null))]);

    private static void WriteJson(Utf8JsonWriter json, IReadOnlyList<ProviderModels> listings)
    {
        json.WriteStartObject();
        json.WriteNumber("format"u8, Format);
        json.WriteStartArray("providers"u8);
        foreach (var listing in listings)
        {
            json.WriteStartObject();
            json.WriteString("provider"u8, listing.Provider.ToString());
            json.WriteString("address"u8, listing.Address);
            json.WriteString("asked_at"u8, listing.AskedAt);
            json.WriteStartArray("models"u8);
            foreach (var model in listing.Models)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, model.Name);
                if (model.Window is { } window)
                    json.WriteNumber("window"u8, window);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
