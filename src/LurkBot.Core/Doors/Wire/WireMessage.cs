using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>A message on its way to the gateway. Who says it is decided there.</summary>
internal sealed record WireMessage
{
    public string Text { get; set; } = "";

    public string? Source { get; set; }

    public IReadOnlyList<WireFile> Files { get; set; } = [];

    public IReadOnlyList<Attachment> Attachments { get; set; } = [];

    public WireDoor Door { get; set; } = new();

    public static WireMessage Of(InboundMessage message, DoorRequest request) => new()
    {
        Text = message.Text,
        Source = message.Source,
        Files = [.. message.Files.Select(file => new WireFile(file.Name, file.Bytes.ToArray()))],
        Attachments = message.Attachments,
        Door = WireDoor.Of(request),
    };

    /// <summary>The message as the owner's.</summary>
    /// <param name="key">The session.</param>
    /// <param name="sender">The owner.</param>
    /// <exception cref="LurkBotException">A file is too large or neither an image nor text.</exception>
    public InboundMessage ToMessage(SessionKey key, Sender sender) => new(key, Text, sender, ReplyAddress.Cli)
    {
        Source = Source,
        Files = [.. Files.Select(file => file is { Name: { } name, Bytes: { } bytes } ? FileContent.Create(name, bytes) : throw new LurkBotException("A file has no name or no bytes."))],
        Attachments = [.. Attachments.OfType<Attachment>()],
        Door = Door.ToRequest().Overrides,
    };
}
