namespace LurkBot.Channels;

/// <summary>A file that the platform holds; it is downloaded once its message is accepted (RULES LE5).</summary>
/// <param name="Reference">What the channel needs to download it.</param>
/// <param name="Name">Its name: the sender's, or one that the channel made; never a path.</param>
/// <param name="MediaType">What it is, such as <c>image/jpeg</c>; empty when unknown.</param>
/// <param name="Size">Its length in bytes; 0 when unknown.</param>
internal sealed record PlatformFile(string Reference, string Name, string MediaType, long Size);
