namespace LurkBot.Gateway;

/// <summary>A reason why the gateway may not be ready. Register one with the services; <c>/health/ready</c> and <c>gateway status</c> ask all of them.</summary>
internal interface IReadinessCheck
{
    /// <summary>Looks.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null when this does not stand in the way; else one word of a fixed list, since everybody may read it.</returns>
    ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken);
}
