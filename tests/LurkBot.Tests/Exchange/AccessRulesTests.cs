using CsCheck;
using LurkBot.Access;
using LurkBot.Sessions;

namespace LurkBot.Tests.Exchange;

/// <summary>The matrix of who may read and send: each row by hand, and what holds for all of them.</summary>
public sealed class AccessRulesTests
{
    private static readonly PersonId Bob = new("telegram", "2"), Eve = new("telegram", "3");

    [Theory]
    // A main session reads all, and sends everywhere.
    [InlineData("cli:a:main", Trust.Full, "owner", "telegram:2:dm", "2", true, true)]
    [InlineData("cli:a:main", Trust.Full, "owner", "discord:9:group", "2,3", true, true)]
    [InlineData("cli:a:main", Trust.Full, "owner", "telegram:1:main", "owner", true, true)]
    // With less trust it is no more than a direct chat, or a group.
    [InlineData("cli:a:main", Trust.Partial, "owner", "telegram:2:dm", "2", false, false)]
    [InlineData("cli:a:main", Trust.Partial, "owner", "telegram:1:main", "owner", true, false)]
    [InlineData("cli:a:main", Trust.Low, "owner", "telegram:1:main", "owner", false, false)]
    // A direct chat reads what is the same person's alone, and sends to nothing of more trust.
    [InlineData("telegram:2:dm", Trust.Partial, "2", "discord:8:dm", "2", true, true)]
    [InlineData("telegram:2:dm", Trust.Partial, "2", "discord:8:dm", "2,3", false, false)]
    [InlineData("telegram:2:dm", Trust.Partial, "2", "telegram:3:dm", "3", false, false)]
    [InlineData("telegram:2:dm", Trust.Partial, "2", "telegram:1:main", "2", true, false)]
    [InlineData("telegram:2:dm", Trust.Partial, "2", "discord:9:group", "2", false, false)]
    [InlineData("telegram:2:dm", Trust.Partial, "2,3", "discord:8:dm", "2", false, false)]
    [InlineData("telegram:2:dm", Trust.Low, "2", "discord:8:dm", "2", false, false)]
    // Groups and threads read themselves.
    [InlineData("discord:9:group", Trust.Low, "owner", "cli:a:main", "owner", false, false)]
    [InlineData("discord:9:group", Trust.Low, "2", "telegram:2:dm", "2", false, false)]
    [InlineData("slack:C/1:topic", Trust.Low, "2", "slack:C:group", "2", false, false)]
    // What is remembered is not read by name.
    [InlineData("cli:a:main", Trust.Full, "owner", "memory:owner:dm", "owner", false, false)]
    public void Rules_ByDefault_AllowWhatTheTableSays(string own, Trust trust, string speakers, string target, string people, bool reads, bool sends)
    {
        var (ownKey, targetKey) = (SessionKey.Parse(own), SessionKey.Parse(target));
        var actor = new SessionActor(ownKey, trust, new AccessOptions().Of(ownKey.Type, trust, own: null), People(speakers));
        var (from, to) = (new SessionFacts(ownKey, People(speakers), []), new SessionFacts(targetKey, People(people), []));
        Assert.Equal(reads, AccessRules.WhyNotRead(actor, from, to) is null);
        Assert.Equal(sends, AccessRules.WhyNotSend(actor, from, to) is null);
    }

    [Fact]
    public void Rules_OfAFamily_LetParentAndChildSeeEachOther()
    {
        var (parent, child, other) = (SessionKey.Parse("cli:a:main"), SessionKey.Parse("cli:a-1:subagent"), SessionKey.Parse("cli:b-1:subagent"));
        var down = new SessionActor(parent, Trust.Low, Visibility.Tree, []);
        var up = new SessionActor(child, Trust.Low, Visibility.Tree, []);
        Assert.Null(AccessRules.WhyNotRead(down, new SessionFacts(parent, [], []), new SessionFacts(child, [], [parent])));
        Assert.Null(AccessRules.WhyNotRead(up, new SessionFacts(child, [], [parent]), new SessionFacts(parent, [], [])));
        Assert.NotNull(AccessRules.WhyNotRead(up, new SessionFacts(child, [], [parent]), new SessionFacts(other, [], [parent])));
        Assert.NotNull(AccessRules.WhyNotSend(up, new SessionFacts(child, [], [parent]), new SessionFacts(parent, [], [])));
    }

    [Fact]
    public void Rules_Always_NeverSendUpwards_NorToWhatIsNotRead_AndLessTrustNeverSeesMore()
    {
        var key = Gen.Select(Gen.OneOf("cli", "telegram", "discord", "memory"), Gen.Int[1, 4], Gen.Enum<SessionType>(), (channel, id, type) => SessionKey.Create(channel, $"{id}", type));
        var people = Gen.OneOf(PersonId.Owner, Bob, Eve).Array[0, 3];
        var facts = Gen.Select(key, people, key.Array[0, 2], (k, who, parents) => new SessionFacts(k, who, parents));
        Gen.Select(facts, facts, people, Gen.Enum<Trust>(), Gen.Enum<Visibility>()).Sample((own, target, speakers, trust, set) =>
        {
            var options = new AccessOptions();
            options.Set(own.Key.Type, set);
            var allowed = trust < own.Key.Type.MaximumTrust() ? trust : own.Key.Type.MaximumTrust();
            var actor = new SessionActor(own.Key, allowed, options.Of(own.Key.Type, allowed, own: null), speakers);
            var (reads, sends) = (AccessRules.WhyNotRead(actor, own, target) is null, AccessRules.WhyNotSend(actor, own, target) is null);
            Assert.False(sends && (!reads || actor.Trust < target.Key.Type.MaximumTrust() || target.Key == own.Key));
            if (actor.Visibility is Visibility.Self)
                Assert.Equal(target.Key == own.Key, reads);
            // Somebody else's session is read only where all may be, or by its family.
            if (reads && actor.Visibility is Visibility.Person && target.Key != own.Key && !own.Parents.Contains(target.Key) && !target.Parents.Contains(own.Key))
                Assert.True(target.People.Distinct().Count() == 1 && speakers.Distinct().SequenceEqual(target.People.Distinct()));
            foreach (var less in Enum.GetValues<Trust>().Where(less => less < allowed))
            {
                var lower = actor with { Trust = less, Visibility = options.Of(own.Key.Type, less, own: null) };
                Assert.True(lower.Visibility <= actor.Visibility);
                Assert.False(AccessRules.WhyNotSend(lower, own, target) is null && !sends);
            }
        }, iter: 20_000);
    }

    private static PersonId[] People(string names) => [.. names.Split(',').Select(name => name switch { "owner" => PersonId.Owner, "2" => Bob, _ => Eve })];
}
