namespace LurkBot.Tests.Simulation;

/// <summary>How a simulated world behaves: each seed has a world of its own, some calm, some bad.</summary>
internal sealed record SimManners
{
    /// <summary>The usual time of one way to the disk or the platform.</summary>
    public required TimeSpan Usual { get; init; }

    /// <summary>How often a way takes much longer than usual.</summary>
    public required double Slow { get; init; }

    /// <summary>How often a look takes time at all.</summary>
    public required double SlowLooks { get; init; }

    /// <summary>How often a request to the platform, or its answer, is lost.</summary>
    public required double Lost { get; init; }

    /// <summary>How often the platform answers with an error of its own.</summary>
    public required double Errors { get; init; }

    /// <summary>How often a call of the model fails.</summary>
    public required double ModelFails { get; init; }

    /// <summary>How often the model calls a tool before it answers.</summary>
    public required double Tools { get; init; }

    /// <summary>How often a reply is too long for one message.</summary>
    public required double LongReplies { get; init; }

    public static SimManners Of(Random random)
    {
        var isBad = random.Next(2) == 0;
        return new SimManners
        {
            Usual = TimeSpan.FromMilliseconds(random.Next(3) switch { 0 => 0.2, 1 => 3, _ => 40 }),
            Slow = isBad ? 0.03 : 0,
            SlowLooks = random.Next(3) == 0 ? 0.3 : 0.02,
            Lost = isBad ? random.NextDouble() * 0.1 : 0,
            Errors = isBad ? random.NextDouble() * 0.1 : 0,
            ModelFails = random.Next(3) == 0 ? 0.1 : 0,
            Tools = random.Next(2) == 0 ? 0.3 : 0,
            LongReplies = random.Next(2) == 0 ? 0.25 : 0.05,
        };
    }

    /// <summary>The time of one way.</summary>
    public TimeSpan Latency(Random random) => random.NextDouble() < Slow ? TimeSpan.FromSeconds(random.NextDouble() * 20) : Usual * random.NextDouble() * 2;
}
