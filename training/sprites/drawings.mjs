/** The icon sets that drawings are taken from. The order is part of the bank: scenes draw sprites by their position in it. */
export const ICON_SETS = ['noto', 'twemoji', 'fluent-emoji-flat'];

const PEOPLE = ['person-standing', 'man-standing', 'woman-standing', 'person-walking', 'man-walking', 'woman-walking'];
const SKIN_TONES = [
  '',
  '-light-skin-tone',
  '-medium-skin-tone',
  '-dark-skin-tone',
  // Fluent's names leave out "skin-tone".
  '-light',
  '-medium',
  '-dark',
];

/**
 * Icon names by VOC class, in the order of the bank. A name that a set lacks is left out for that set. Dining tables are
 * missing here: no set has one, so the scene generator draws them.
 */
export const DRAWINGS = {
  aeroplane: ['airplane', 'small-airplane'],
  bicycle: ['bicycle'],
  bird: ['bird', 'eagle', 'duck', 'parrot', 'dove'],
  boat: ['sailboat', 'speedboat', 'motor-boat', 'ferry'],
  bottle: ['baby-bottle', 'bottle-with-popping-cork'],
  bus: ['bus', 'oncoming-bus', 'trolleybus'],
  car: ['automobile', 'taxi', 'sport-utility-vehicle', 'police-car', 'racing-car'],
  cat: ['cat', 'black-cat'],
  chair: ['chair'],
  cow: ['cow', 'ox'],
  dog: ['dog', 'poodle', 'guide-dog'],
  horse: ['horse'],
  motorbike: ['motorcycle', 'motor-scooter'],
  person: PEOPLE.flatMap((person) => SKIN_TONES.map((tone) => person + tone)),
  pottedplant: ['potted-plant'],
  sheep: ['ewe', 'ram'],
  sofa: ['couch-and-lamp'],
  train: ['locomotive', 'bullet-train', 'high-speed-train', 'tram', 'railway-car'],
  tvmonitor: ['television', 'desktop-computer'],
};
