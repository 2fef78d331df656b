using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>One call of a method, with its parameters in their declared types.</summary>
internal sealed record BotCall(ServerBot Bot, string Method, JsonObject Parameters, IReadOnlyDictionary<string, UploadedFile> Files)
{
    public string? Text(string name) => (string?)Parameters[name];

    public long? Integer(string name) => (long?)Parameters[name];

    public bool Flag(string name) => (bool?)Parameters[name] ?? false;

    public JsonObject? Object(string name) => Parameters[name] as JsonObject;

    public JsonArray? Array(string name) => Parameters[name] as JsonArray;
}
