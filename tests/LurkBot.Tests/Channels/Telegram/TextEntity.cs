namespace LurkBot.Tests.Channels.Telegram;

/// <summary>A formatted range of a message.</summary>
/// <param name="Type">Named as in the Bot API: <c>bold</c>, <c>text_link</c> and so on.</param>
/// <param name="Offset">Where it begins, in UTF-16 units.</param>
/// <param name="Length">How long it is, in UTF-16 units.</param>
/// <param name="Extra">The language of <c>pre</c>, the address of <c>text_link</c>, the user of <c>text_mention</c>, the id of <c>custom_emoji</c>.</param>
internal sealed record TextEntity(string Type, int Offset, int Length, string? Extra = null)
{
    /// <summary>The first position behind it.</summary>
    public int End => Offset + Length;
}
