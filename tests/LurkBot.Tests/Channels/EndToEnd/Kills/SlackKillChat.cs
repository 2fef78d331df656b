using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>A chat on Slack.</summary>
/// <param name="Stage">The server.</param>
/// <param name="Letter">What its messages are named with.</param>
/// <param name="Channel">The conversation.</param>
/// <param name="Root">The message with which its thread begins; null for none.</param>
/// <param name="Person">Who writes there.</param>
/// <param name="Session">The key of its session.</param>
internal sealed record SlackKillChat(SlackStage Stage, char Letter, WorkspaceChannel Channel, WorkspaceMessage? Root, WorkspaceUser Person, string Session)
    : KillChat(Letter, Session, new DeliveryTarget("slack", Stage.App.User.Id, Channel.Id, Root?.Ts))
{
    /// <inheritdoc/>
    public override IReadOnlyList<KillShown> Shown =>
        [.. Stage.Server.Answers(Channel).Where(message => message.IsReply ? message.ThreadTs == Root?.Ts : Root is null).Select(message => new KillShown(message.Ts, message.Shown))];

    /// <inheritdoc/>
    public override string Say(string text)
    {
        var message = Stage.Server.Say(Channel, Person, Channel.Kind == ConversationKind.Im ? text : "@lurkbot " + text, Root);
        return new MessageSource("slack", Stage.App.User.Id, Channel.Id, message.Ts, MessageSource.First).ToString();
    }
}
