using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>One call of a method, with its arguments in their declared types. A method may add warnings to the answer.</summary>
internal sealed record SlackCall(WorkspaceApp App, SlackSchema Schema, JsonObject Arguments)
{
    public List<string> Warnings { get; } = [];

    public string? Text(string name) => (string?)Arguments[name];

    public long? Integer(string name) => (long?)Arguments[name];

    public bool? Flag(string name) => (bool?)Arguments[name];

    public JsonObject? Object(string name) => Arguments[name] as JsonObject;

    public JsonArray? Array(string name) => Arguments[name] as JsonArray;
}
