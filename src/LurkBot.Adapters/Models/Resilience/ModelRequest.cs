using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>What a model is asked, and how.</summary>
/// <param name="Messages">The conversation.</param>
/// <param name="Options">How it is asked.</param>
internal sealed record ModelRequest(List<ChatMessage> Messages, ChatOptions? Options);
