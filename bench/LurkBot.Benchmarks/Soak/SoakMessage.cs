using System.Diagnostics;

namespace LurkBot.Benchmarks;

/// <summary>One message's way, in time stamps of <see cref="Stopwatch"/>.</summary>
internal sealed class SoakMessage
{
    public long Arrived { get; set; }

    public long Asked { get; set; }

    public long Replied { get; set; }

    public long Sent { get; set; }

    public TaskCompletionSource<SoakMessage> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From its arrival at the platform to the request to the model, in milliseconds.</summary>
    public double ToModel => Stopwatch.GetElapsedTime(Arrived, Asked).TotalMilliseconds;

    /// <summary>From the model's whole reply to the request to the platform, in milliseconds.</summary>
    public double ToPlatform => Stopwatch.GetElapsedTime(Replied, Sent).TotalMilliseconds;
}
