namespace LurkBot.Import;

/// <summary>What a <see cref="JsonPiece"/> is.</summary>
internal enum JsonPieceKind
{
    /// <summary>An object or array begins; its parts follow.</summary>
    Begin,

    /// <summary>A whole value.</summary>
    Value,

    /// <summary>The object or array ends.</summary>
    End,
}
