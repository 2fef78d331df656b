using LurkBot.Sessions;

namespace LurkBot.Erasure;

/// <summary>Where the words of an erased text stand in what is not erased: nothing says that they come from there.</summary>
/// <param name="Where">The entry as <c>KEY#ID</c>, or another name.</param>
/// <param name="What">What it is.</param>
/// <param name="Command">The command that removes it; null when it goes with something else.</param>
/// <param name="File">The file that holds it, below the home folder.</param>
internal sealed record FoundElsewhere(string Where, string What, string? Command, string File)
{
    /// <summary>The session; null when it belongs to none.</summary>
    public SessionId? Session { get; init; }

    /// <summary>The entry; zero for something else.</summary>
    public long Entry { get; init; }

    /// <summary>The entry's turn; zero for something else.</summary>
    public long Turn { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Where} ({What}){(Command is null ? "" : $"; to erase it: {Command}")}";
}
