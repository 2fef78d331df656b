using System.Text;
using LurkBot.Channels;

namespace LurkBot.Tests.Simulation;

/// <summary>Hears in a recording what its bytes say; it takes a while, and fails now and then.</summary>
internal sealed class SimTranscriber(SimProcess process, SimWorld world) : ITranscriber
{
    public async Task<string> TranscribeAsync(Recording recording, CancellationToken cancellationToken)
    {
        var random = world.Clock.Random;
        await Task.Delay(TimeSpan.FromSeconds(random.Next(10) == 0 ? random.Next(1, 200) : random.NextDouble() * 3), process.Time, cancellationToken);
        if (!world.IsCalm && random.NextDouble() < world.Manners.ModelFails)
            throw new TranscriptionException("The transcriber failed.");
        return Encoding.ASCII.GetString(recording.Bytes.Span);
    }
}
