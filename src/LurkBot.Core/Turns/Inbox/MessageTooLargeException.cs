using System.Globalization;

namespace LurkBot.Turns;

/// <summary>A message is larger than what the model can be given; it was not stored.</summary>
/// <param name="tokens">About how many tokens it has.</param>
/// <param name="room">How many a message may have.</param>
/// <param name="model">The model.</param>
internal sealed class MessageTooLargeException(long tokens, long room, string model) : LurkBotException(Text(tokens, room, model, "send the text as a file (--attach)"))
{
    /// <inheritdoc/>
    public override string ForSender => "The message is too long for the model.";

    /// <summary>What the owner reads in a chat, which has no options of a command line.</summary>
    public string InChat { get; } = Text(tokens, room, model, "send it as a file");

    /// <inheritdoc/>
    public override ErrorKind Kind => ErrorKind.Refused;

    private static string Text(long tokens, long room, string model, string asFile) => string.Create(
        CultureInfo.InvariantCulture,
        $"The message is too large: about {tokens} tokens, and {model} can be given {Math.Max(0, room)} in one message. Nothing was stored. Shorten it, {asFile}, choose a model with a larger window, or raise LURKBOT_MAX_CONTEXT_TOKENS.");
}
