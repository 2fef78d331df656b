namespace LurkBot.Search;

/// <summary>Who said a message.</summary>
internal enum MessageSide
{
    /// <summary>It was only overheard: searched, but never recalled.</summary>
    Overheard,

    /// <summary>A person.</summary>
    Person,

    /// <summary>The model.</summary>
    Model,
}
