namespace LurkBot.Tests.Channels;

/// <summary>The kinds of conversations.</summary>
internal enum ConversationKind
{
    Public,
    Private,
    Im,
    Mpim,
}
