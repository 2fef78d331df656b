namespace LurkBot.Tests.Channels;

/// <summary>A file in the body of a request.</summary>
internal sealed record UploadedFile(string Name, string? ContentType, byte[] Content);
