namespace LurkBot.Benchmarks;

/// <summary>A long conversation in one language with facts in it, and questions about them that say it in other words. The same seed gives the same.</summary>
internal sealed class GeneratedTalk
{
    private const int Facts = 60;
    private const int MostFillers = 18;

    private static readonly string[] Names = ["Nora", "Emil", "Greta", "Oskar", "Lena", "Victor", "Ida", "Bruno", "Selma", "Anton", "Carla", "Jonas"];
    private static readonly string[] Towns = ["Lisbon", "Prague", "Bergen", "Seville", "Riga", "Ghent", "Turin", "Krakow", "Porto", "Basel"];

    /// <summary>For each language: things with what they are called, then templates of facts with their questions, the last two of them paraphrases, and fillers.</summary>
    private static readonly Dictionary<string, (string[] Things, (string Fact, string[] Questions)[] Facts, string[] Fillers)> Languages = new(StringComparer.Ordinal)
    {
        ["English"] = (
            ["violin", "bicycle", "telescope", "kayak", "sewing machine", "accordion", "camera", "greenhouse", "sailing boat", "typewriter"],
            [
                ("My friend {0} bought a {2} in {1} for {3} euros.", ["What did {0} buy in {1}?", "How much did {0} pay for the {2}?", "Where is the {2} of {0} from?"]),
                ("{0} moved to {1} and left the {2} with the neighbours at number {3}.", ["Where did {0} move?", "Who keeps {0}'s {2}?", "In which city does {0} live, the one with the {2}?"]),
                ("Yesterday {0} repaired the {2} that came from {1}, it took {3} hours.", ["Who repaired the {2} from {1}?", "How long did {0} work on repairing the {2}?", "What has {0} been fixing?"]),
            ],
            ["How was your day?", "It was fine, a little tired.", "The weather is getting better.", "I will cook something warm tonight.", "Sounds nice, tell me more.", "Work keeps me busy these weeks.", "We should take a walk soon.", "I read half of the book.", "That makes me happy to hear.", "Let me think about it."]),
        ["German"] = (
            ["Geige", "Nähmaschine", "Kamera", "Ziehharmonika", "Schreibmaschine", "Leiter", "Lampe", "Trompete", "Drehbank", "Uhr"],
            [
                ("Meine Freundin {0} hat in {1} eine {2} für {3} Euro gekauft.", ["Was hat {0} in {1} gekauft?", "Wie viel hat {0} für die {2} bezahlt?", "Woher ist die {2} von {0}?"]),
                ("{0} ist nach {1} gezogen und hat die {2} bei den Nachbarn in Nummer {3} gelassen.", ["Wohin ist {0} gezogen?", "Wer hat die {2} von {0}?", "In welcher Stadt wohnt {0} mit der {2}?"]),
            ],
            ["Wie war dein Tag?", "Ganz gut, ein wenig müde.", "Das Wetter wird besser.", "Ich koche heute etwas Warmes.", "Klingt schön, erzähl mehr.", "Die Arbeit hält mich auf Trab.", "Wir sollten bald spazieren gehen.", "Ich habe das halbe Buch gelesen."]),
        ["Chinese"] = (
            ["小提琴", "自行车", "望远镜", "皮划艇", "缝纫机", "手风琴", "照相机", "温室", "帆船", "打字机"],
            [
                ("我的朋友{0}在{1}花{3}欧元买了一台{2}。", ["{0}在{1}买了什么？", "{0}的{2}花了多少钱？", "{0}的{2}是从哪里来的？"]),
                ("{0}搬到{1}去了，把{2}留给了{3}号的邻居。", ["{0}搬到哪里去了？", "谁在保管{0}的{2}？", "有{2}的{0}住在哪个城市？"]),
            ],
            ["今天过得怎么样？", "还不错，有点累。", "天气越来越好了。", "今晚我想做点热的。", "听起来很好，多说一点。", "这几周工作很忙。", "我们应该去散步。", "那本书我看了一半。"]),
    };

    /// <summary>The languages.</summary>
    public static IEnumerable<string> AllLanguages => Languages.Keys;

    /// <summary>The messages, in order.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>The questions, each with the message that answers it; the kind is the number of its template.</summary>
    public List<(string Text, int Answer, int Kind)> Questions { get; } = [];

    /// <summary>Makes one.</summary>
    public GeneratedTalk(string language, int seed)
    {
        var ((things, facts, fillers), random) = (Languages[language], new Random(seed));
        for (var i = 0; i < Facts; i++)
        {
            for (var filler = random.Next(1, MostFillers); filler > 0; filler--)
                Messages.Add(fillers[random.Next(fillers.Length)]);
            // Each pair of a name and a thing comes once; names, towns and things often.
            object[] slots = [Names[i % Names.Length], Towns[random.Next(Towns.Length)], things[i / Names.Length * 3 % things.Length], random.Next(100, 999)];
            var (fact, questions) = facts[random.Next(facts.Length)];
            for (var kind = 0; kind < questions.Length; kind++)
                Questions.Add((Fill(questions[kind], slots), Messages.Count, kind + 1));
            Messages.Add(Fill(fact, slots));
        }
    }

    private static string Fill(string template, object[] slots)
    {
        for (var i = 0; i < slots.Length; i++)
            template = template.Replace($"{{{i}}}", $"{slots[i]}", StringComparison.Ordinal);
        return template;
    }
}
