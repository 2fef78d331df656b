namespace LurkBot.Erasure;

/// <summary>A place where text of sessions is kept. Every such place is in the one list that an erasure goes through.</summary>
internal interface IErasable
{
    /// <summary>What it would destroy.</summary>
    /// <param name="plan">What is to be erased.</param>
    /// <returns>One sentence each.</returns>
    IReadOnlyList<string> Look(ErasurePlan plan);

    /// <summary>Destroys its part of what is to be erased.</summary>
    /// <param name="plan">What that is.</param>
    /// <param name="cancellationToken">Stops between two files; the erasure can be begun again.</param>
    /// <returns>What was destroyed, one sentence each.</returns>
    /// <exception cref="LurkBotException">It could not be destroyed.</exception>
    ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken);

    /// <summary>Whether what it destroys stays destroyed; what is derived from the sessions may be made again at once.</summary>
    bool IsLasting => true;

    /// <summary>Whether it takes what is to be erased out of a file.</summary>
    /// <param name="plan">What is to be erased.</param>
    /// <param name="file">The file, below the home folder.</param>
    bool Takes(ErasurePlan plan, string file) => false;

    /// <summary>What has the same words and stays, beside the entries of sessions.</summary>
    /// <param name="plan">What is to be erased.</param>
    IReadOnlyList<FoundElsewhere> LookElsewhere(ErasurePlan plan) => [];
}
