using System.Text.Json;
using LurkBot.Interop;

namespace LurkBot.Sandboxes;

/// <summary>Writes the newest proof into the home, for <c>lurkbot doctor</c> and for people.</summary>
internal static class SandboxProofFile
{
    public const string Name = "sandbox.json";

    public static void Write(string home, SandboxProof proof)
    {
        HomeFolder.Create(home);
        var path = Path.Combine(home, Name);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        using (var stream = PrivateFile.Open(temporary, FileMode.Create))
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            Write(json, proof);
        File.Move(temporary, path, overwrite: true);
    }

    public static void Write(Utf8JsonWriter json, SandboxProof proof)
    {
        json.WriteStartObject();
        json.WriteString("backend"u8, proof.Backend);
        json.WriteString("at"u8, proof.At.UtcDateTime);
        json.WriteBoolean("held"u8, proof.Held);
        json.WriteStartArray("limits"u8);
        foreach (var holder in proof.Holders)
        {
            json.WriteStartObject();
            json.WriteString("limit"u8, holder.Limit);
            json.WriteString("mechanism"u8, holder.Mechanism);
            json.WriteBoolean("hard"u8, holder.IsHard);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("checks"u8);
        foreach (var check in proof.Checks)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, check.Name);
            json.WriteBoolean("held"u8, check.Held);
            json.WriteString("detail"u8, check.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
