namespace LurkBot.Tests.Simulation;

/// <summary>What the people of a simulated history do and see.</summary>
internal sealed class SimPeople(SimWorld world)
{
    private readonly HashSet<(SimPlatform, string, string)> pressed = [];
    private readonly Dictionary<(SimPlatform, string, string), string> seen = [];

    public List<SimSaid> Said { get; } = [];

    /// <summary>When each message was first answered on its platform.</summary>
    public Dictionary<string, TimeSpan> AnsweredAt { get; } = new(StringComparer.Ordinal);

    /// <summary>The sessions in which a person pressed Stop.</summary>
    public HashSet<string> Stopped { get; } = new(StringComparer.Ordinal);

    public IEnumerable<SimShown> Shown => world.Platforms.SelectMany(platform => platform.Shown);

    /// <summary>The session to which a message belongs now.</summary>
    public static string KeyOf(SimSaid said) => said.Platform.KeyOf(said);

    /// <summary>Plans what they do.</summary>
    /// <param name="lasts">For how long.</param>
    public void Plan(TimeSpan lasts)
    {
        var random = world.Clock.Random;
        var count = random.Next(6, 22);
        var hard = random.Next(4) == 0 ? random.Next(count) : -1;
        // Some write close to each other, some now and then.
        var bursts = Enumerable.Range(0, 3).Select(_ => random.NextDouble()).ToArray();
        for (var i = 1; i <= count; i++)
        {
            var (number, isHard) = (i, i == hard);
            var at = random.Next(2) == 0 ? bursts[random.Next(3)] + (random.NextDouble() * 0.01) : random.NextDouble();
            world.Clock.Schedule(lasts * Math.Min(1, at), null, () => Act(number, isHard));
        }
    }

    /// <summary>Answers the buttons that are shown.</summary>
    public void Look(SimPlatform platform)
    {
        foreach (var chat in platform.Shown)
        {
            foreach (var answer in chat.Answers)
            {
                var id = (platform, chat.Chat, answer.Id);
                if (!seen.TryGetValue(id, out var known) || known != answer.Text)
                {
                    seen[id] = answer.Text;
                    foreach (var token in Tokens(answer.Text))
                        AnsweredAt.TryAdd(token, world.Clock.Elapsed);
                }

                if (answer.Buttons.Count == 0 || !pressed.Add(id))
                    continue;
                world.Clock.Schedule(TimeSpan.FromSeconds(world.Clock.Random.Next(1, 60)), null, () =>
                {
                    var choice = answer.Buttons[world.Clock.Random.Next(answer.Buttons.Count)];
                    world.Trace($"press {choice.Split(':')[^1]}");
                    platform.Press(chat, answer, choice);
                });
            }
        }
    }

    /// <summary>Writes down that a person wrote.</summary>
    public void Add(SimSaid said)
    {
        Said.Add(said);
        world.Trace($"{said.Token} is said in {said.Source.Channel}:{said.Chat}/{said.Thread}{(said.IsOwed ? "" : " and may be missed")}");
    }

    /// <summary>The messages that a text of the model says it answers.</summary>
    public static IEnumerable<string> Tokens(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 1 && word[0] == 'm' && char.IsAsciiDigit(word[1]) && word.Skip(1).All(char.IsAsciiDigit));

    private void Act(int number, bool isHard)
    {
        var random = world.Clock.Random;
        if (!isHard && Said.Count > 0 && random.Next(16) == 0)
            Change(Said[random.Next(Said.Count)], isDeletion: random.Next(3) == 0);
        else
            world.Platforms[random.Next(world.Platforms.Count)].Act(number, isHard);
    }

    private void Change(SimSaid said, bool isDeletion)
    {
        if (said.IsCommand || said.IsEdited || said.HasFile || said.Key.Length == 0 || (isDeletion ? said.Delete is null : said.Edit is null))
            return;
        said.IsEdited = true;
        world.Trace($"{(isDeletion ? "deletes" : "edits")} {said.Token}");
        if (!isDeletion)
        {
            said.Edit!("x" + said.Token);
            return;
        }

        // What is deleted before it was heard is in no history.
        said.IsDeleted = true;
        said.IsOwed &= world.Disk.Ledger.FindReceivedAsync(said.Row, default).AsTask().Result is not null;
        said.Delete!();
    }
}
