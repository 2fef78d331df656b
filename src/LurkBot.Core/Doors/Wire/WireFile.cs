namespace LurkBot.Doors;

/// <summary>A file on its way to the gateway.</summary>
/// <param name="Name">Its name without folders.</param>
/// <param name="Bytes">Its bytes; base64 in JSON.</param>
internal sealed record WireFile(string Name, byte[] Bytes);
