using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Exchange;

/// <summary>A chat of a platform that something can be posted in.</summary>
/// <param name="Key">The session that it has, or would have.</param>
/// <param name="Address">Where what is posted goes.</param>
/// <param name="Title">Its name there: a channel's or group's title, or a person's name; null for none.</param>
internal sealed record KnownChat(SessionKey Key, ReplyAddress Address, string? Title);
