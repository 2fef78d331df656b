namespace LurkBot.Benchmarks;

/// <summary>What people say without asking for anything: nothing should be recalled. Written before the ranking was, and not fitted to it.</summary>
internal static class SmallTalk
{
    public static readonly string[] Messages =
    [
        "thanks!", "Thank you so much", "ok", "OK, got it", "okay cool", "good morning, how are you?", "Good night!", "hi", "Hello there", "hey, what's up?",
        "lol", "haha nice", "yes please", "no, thanks", "sure", "sounds good", "great!", "perfect, thank you", "see you later", "bye for now",
        "have a nice day", "you're welcome", "sorry", "no problem", "I see", "hmm", "wow", "good evening", "how's it going?", "that's all for now",
        "awesome", "thanks a lot, talk to you soon", "never mind", "all right", "yep", "nope", "good job", "love it", "that makes sense", "please go on",
        "danke", "Vielen Dank!", "guten Morgen", "hallo, wie geht's?", "alles klar", "bis später", "ja, bitte", "nein danke", "gute Nacht", "tschüss",
        "谢谢", "你好", "好的", "早上好", "再见", "没问题", "哈哈", "晚安", "嗯", "是的",
    ];
}
