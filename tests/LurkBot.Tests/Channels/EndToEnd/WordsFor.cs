using LurkBot.Channels;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>A transcriber that gives what a test says.</summary>
/// <param name="words">Gives the words of a recording.</param>
internal sealed class WordsFor(Func<Recording, string> words) : ITranscriber
{
    /// <summary>Held before the words are given; null for no wait.</summary>
    public Gate? Gate { get; init; }

    public async Task<string> TranscribeAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (Gate is not null)
            await Gate.PassAsync(cancellationToken);
        return words(recording);
    }
}
