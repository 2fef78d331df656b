namespace LurkBot.Tests.Models;

/// <summary>What a model says, before a server writes it.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Reasoning">Its reasoning.</param>
/// <param name="Calls">The tools it calls.</param>
/// <param name="Usage">What was counted; null when nothing was.</param>
internal sealed record SoundReply(string Text, string Reasoning, IReadOnlyList<(string Name, string Arguments)> Calls, (long Input, long Output)? Usage);
