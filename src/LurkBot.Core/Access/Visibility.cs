namespace LurkBot.Access;

/// <summary>Which sessions a session may read; a larger value means more.</summary>
internal enum Visibility
{
    /// <summary>Itself.</summary>
    Self,

    /// <summary>Also the session that started it, and those that it started.</summary>
    Tree,

    /// <summary>Also sessions in which the same person is the only one.</summary>
    Person,

    /// <summary>All sessions.</summary>
    All,
}
