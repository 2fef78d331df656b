namespace LurkBot.Tests.Models;

/// <summary>How a server's reply may differ from its vendor's documentation.</summary>
internal enum Oddity
{
    Whole,
    ByteOrderMark,
    CarriageReturns,
    NoSpace,
    NoEmptyLines,
    Comments,
    KeepAliveAsData,
    DoneMissing,
    AfterDone,
    RoleEmpty,
    TypeEmpty,
    FinishUnknown,
    FinishNull,
    CreatedNull,
    ChoicesNull,
    CountsAsText,
    MessageForDelta,
    ContentParts,
    ReasoningField,
    ArgumentsAsObject,
    NameInPieces,
    NameRepeated,
    IdsMissing,
    IdsEmpty,
    IdsEqual,
    IndexMissing,
    IndexEqual,
}
