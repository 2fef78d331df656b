namespace LurkBot.Import;

/// <summary>One step on the way through a JSON file.</summary>
/// <param name="Path">Where it stands: names with slashes between them, <c>[]</c> for an element of an array; empty for the file's one value.</param>
/// <param name="Kind">What stands there.</param>
/// <param name="Bytes">The value; nothing where a container begins or ends, and where the value is too long.</param>
/// <param name="TooLong">Whether the value has more bytes than are read.</param>
internal readonly record struct JsonPiece(string Path, JsonPieceKind Kind, byte[] Bytes, bool TooLong = false);
