namespace LurkBot.Delivery;

/// <summary>A file that is sent: its bytes are a blob of the session, durable before the row that sends it.</summary>
/// <param name="Blob">The name of its bytes.</param>
/// <param name="Name">What it is called there; one line, without folders.</param>
internal sealed record OutboundFile(string Blob, string Name)
{
    /// <summary>What a row of this file says: its name, and below it the caption.</summary>
    /// <param name="caption">The caption; empty for none.</param>
    public string TextWith(string caption) => caption.Length == 0 ? Name : $"{Name}\n{caption}";

    /// <summary>The caption in a row's text.</summary>
    /// <param name="text">The text, as <see cref="TextWith"/> made it.</param>
    /// <returns>Empty for none.</returns>
    public string CaptionIn(string text) => text.Length > Name.Length + 1 && text.StartsWith(Name, StringComparison.Ordinal) ? text[(Name.Length + 1)..] : "";
}
