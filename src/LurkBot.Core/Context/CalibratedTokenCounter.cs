namespace LurkBot.Context;

/// <summary>Counts as another counter does, times what a model's provider was seen to count for the same.</summary>
/// <param name="inner">The other counter.</param>
/// <param name="ratio">The provider's tokens for one of its own, see <see cref="TokenCalibration"/>.</param>
/// <param name="learn">Takes what the other counter would have counted for a request, and what the provider did.</param>
internal sealed class CalibratedTokenCounter(TokenCounter inner, double ratio, Action<double, long> learn) : TokenCounter
{
    /// <summary>The provider's tokens for one that the other counter estimates.</summary>
    public double Ratio => ratio;

    /// <inheritdoc/>
    public override int Count(string text) => (int)Math.Min(int.MaxValue, Math.Ceiling(inner.Count(text) * ratio));

    /// <summary>Learns from a request.</summary>
    /// <param name="estimated">What this counter estimated for it.</param>
    /// <param name="counted">What the provider counted.</param>
    public void Learn(long estimated, long counted) => learn(estimated / ratio, counted);
}
