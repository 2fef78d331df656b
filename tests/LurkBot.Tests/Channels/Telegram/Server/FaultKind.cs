namespace LurkBot.Tests.Channels;

/// <summary>How a request goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>The connection breaks before the body is read; nothing happens.</summary>
    DropBefore,

    /// <summary>The request takes effect, and the connection breaks without an answer.</summary>
    DropAfter,

    /// <summary>A refusal in the JSON envelope; nothing happens.</summary>
    Refuse,

    /// <summary>An HTML page of a proxy; nothing happens.</summary>
    Html,

    /// <summary>The request takes effect, and the answer is an HTML page of a proxy.</summary>
    HtmlAfter,

    /// <summary>The request takes effect, and the JSON of the answer stops halfway.</summary>
    Truncate,

    /// <summary>The request takes effect, and the answer waits for <see cref="Fault.Released"/>.</summary>
    Hold,
}
