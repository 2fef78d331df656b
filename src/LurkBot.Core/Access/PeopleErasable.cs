using LurkBot.Erasure;
using LurkBot.Text;

namespace LurkBot.Access;

/// <summary>What <c>people.json</c> has of a person: the links of their accounts.</summary>
/// <param name="people">The book.</param>
internal sealed class PeopleErasable(PeopleBook people) : IErasable
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => Told(Accounts(plan).Sum(people.Count));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var count = Accounts(plan).Sum(people.Count);
        foreach (var account in Accounts(plan))
            people.Unlink(account);
        return new(Told(count));
    }

    /// <summary>The accounts that the plan means, by what the book has.</summary>
    private List<PersonId> Accounts(ErasurePlan plan)
    {
        if (plan.Target.Person is not { } person)
            return [];
        var state = people.Read();
        var names = state.Links.SelectMany(link => link).Concat(state.Waiting.SelectMany(code => new[] { code.First, code.Second })).OfType<string>().Distinct(StringComparer.Ordinal);
        return [.. names.Select(PersonId.TryParse).OfType<PersonId>().Where(account => account.Account == person && (plan.Target.Channel ?? account.Channel) == account.Channel)];
    }

    private static IReadOnlyList<string> Told(int count) => count == 0 ? [] : [$"{PeopleBook.FileName}: {Plural.Of(count, "link")}"];
}
