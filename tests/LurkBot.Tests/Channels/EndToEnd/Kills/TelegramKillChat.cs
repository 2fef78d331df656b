using System.Globalization;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>A chat on Telegram.</summary>
/// <param name="Stage">The server.</param>
/// <param name="Letter">What its messages are named with.</param>
/// <param name="Chat">The chat.</param>
/// <param name="Topic">The topic; null for none.</param>
/// <param name="People">Who writes there.</param>
/// <param name="Session">The key of its session.</param>
internal sealed record TelegramKillChat(BotApiStage Stage, char Letter, ServerChat Chat, ServerTopic? Topic, IReadOnlyList<ServerUser> People, string Session)
    : KillChat(Letter, Session, new DeliveryTarget("telegram", "123456", Chat.Id.ToString(CultureInfo.InvariantCulture), Topic?.Id.ToString(CultureInfo.InvariantCulture)))
{
    /// <inheritdoc/>
    /// <remarks>A group without topics numbers threads too.</remarks>
    public override IReadOnlyList<KillShown> Shown =>
        [.. Stage.Server.Answers(Chat).Where(message => Topic is null || message.ThreadId == Topic.Id).Select(message => new KillShown(message.Id.ToString(CultureInfo.InvariantCulture), message.Text))];

    /// <inheritdoc/>
    public override string Say(string text) => SourceOf(Send(text, People[0]));

    /// <summary>A person writes; commands are not addressed.</summary>
    public ServerMessage Send(string text, ServerUser person) => Stage.Server.SendText(Chat, person, (Chat.Id < 0 && !text.StartsWith('/') ? "@lurk_bot " : "") + text, topic: Topic);

    /// <summary>The name of a person's message in the ledger and in its session.</summary>
    public static string SourceOf(ServerMessage message) => new MessageSource("telegram", "123456", message.Chat.Id.ToString(CultureInfo.InvariantCulture), message.Id.ToString(CultureInfo.InvariantCulture), MessageSource.First).ToString();
}
