using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A message that one person sees until the app is loaded anew.</summary>
internal sealed record WorkspaceEphemeral(WorkspaceChannel Channel, string User, string Ts, string? ThreadTs, string Text, JsonArray Blocks);
