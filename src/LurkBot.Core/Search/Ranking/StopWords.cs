using System.Collections.Frozen;

namespace LurkBot.Search;

/// <summary>Words that say nothing about what a query is about. English; other languages' frequent words weigh little by their frequency.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Stops = Set(
        """
        a an the and or but if of at by for with about to from in on is are was were be been being am do does did done doing has have had having
        i me my mine we our ours us you your yours he him his she her hers it its they them their theirs what which who whom whose this that these those
        when where why how will would can could should shall may might must not no nor so than too very s t d ll m re ve don doesn didn isn aren wasn weren
        won wouldn couldn shouldn can just now there here as up out any some all both each more most other into over after before again then once only own same
        also get got like
        """);

    private static readonly FrozenSet<string> Phatic = Set(
        """
        thanks thank ok okay hello hi hey bye goodbye yes yeah yep yup nope sure please well fine good great nice cool awesome perfect right sorry welcome lol haha hehe
        wow hmm oh ah morning evening night afternoon day later soon see talk much lot really alright love makes sense going go sounds never mind job problem idea course
        what's let know tell think want need one thing things time today yesterday tomorrow ago last week month year got
        danke vielen dank bitte hallo guten gute guter morgen abend nacht tag ja nein gut alles klar bis spater später tschuss tschüss wie geht gehts super
        merci bonjour bonsoir salut oui non bien bon bonne nuit gracias hola buenos buenas dias días noches si sí vale adios adiós
        谢谢 你好 好的 早上 上好 晚上 晚安 再见 没问 问题 没事 哈哈 嗯 是的 不是 好 是
        """);

    /// <summary>Whether a query is searched without a word, as long as it has others.</summary>
    /// <param name="word">A word in any letter case.</param>
    public static bool IsStop(string word) => Stops.Contains(word);

    /// <summary>Whether a word alone, such as in a greeting or thanks, is not worth recalling anything for.</summary>
    /// <param name="word">A word in any letter case.</param>
    public static bool IsPhatic(string word) => Stops.Contains(word) || Phatic.Contains(word);

    private static FrozenSet<string> Set(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
